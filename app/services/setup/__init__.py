"""What a camp is made of: dates, slots, tables, types, questions, topics, and who may meet whom."""
