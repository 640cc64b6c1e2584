/* Dragging a meeting of a draft to another slot and table. The links lead to "Move to…", which does the same. */
"use strict";

(() => {
  const PLACE = "campmatch-grid-place";

  /* The server decides: it moves, lets two meetings change places, or says what stands in the way. */
  const send = (grid, item, cell) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = `${item.querySelector("a").pathname}/drop`;
    const values = {
      csrf_token: document.querySelector('meta[name="csrf-token"]').content,
      version: grid.dataset.version,
      slot: cell.parentElement.dataset.row,
      table: grid.querySelectorAll("thead th")[cell.cellIndex].dataset.column,
    };
    for (const [name, value] of Object.entries(values)) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    const area = grid.closest(".timetable-grid");
    sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, area.scrollLeft, area.scrollTop, scrollY]));
    form.submit();
  };

  /* After the page has come again the grid is where it was. */
  const comeBack = (area) => {
    const [path, left, top, down] = JSON.parse(sessionStorage.getItem(PLACE) || "[]");
    sessionStorage.removeItem(PLACE);
    if (path !== location.pathname) return;
    area.scrollLeft = left;
    area.scrollTop = top;
    scrollTo(0, down);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const grid = document.querySelector("table[data-version]");
    if (!grid) return;
    comeBack(grid.closest(".timetable-grid"));
    for (const cell of grid.querySelectorAll("tbody td:not(.timetable-grid__cell--aside)")) {
      Sortable.create(cell, {
        group: "meetings",
        draggable: ".grid-meeting",
        sort: false,
        delay: 200,
        delayOnTouchOnly: true,
        forceFallback: true,
        fallbackOnBody: true,
        fallbackTolerance: 6,
        ghostClass: "grid-meeting--dragged",
        scroll: true,
        onEnd: ({ item, from, to }) => {
          if (to !== from) send(grid, item, to);
        },
      });
    }
  });
})();
