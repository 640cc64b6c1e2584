"""The demonstration: four camps as lively as real ones, made through the services from a seed.

Organisations are real and publicly known; every person, and every word they say, is invented.
"""
