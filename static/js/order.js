/* Dragging in a list whose order counts. The buttons of the list do the same without a script. */
"use strict";

(() => {
  const send = (item, place) => {
    const form = item.querySelector(".ordered-list__moves");
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "to";
    field.value = place;
    form.append(field);
    form.submit();
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const list of document.querySelectorAll("[data-ordered]")) {
      for (const handle of list.querySelectorAll(".ordered-list__handle")) handle.hidden = false;
      Sortable.create(list, {
        handle: ".ordered-list__handle",
        animation: 150,
        ghostClass: "ordered-list__item--dragged",
        onEnd: ({ item, oldIndex, newIndex }) => {
          if (newIndex !== oldIndex) send(item, newIndex + 1);
        },
      });
    }
  });
})();
