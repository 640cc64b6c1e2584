// What the Tab key met, for tests: called once before the first press and after each.
(() => {
  const visible = element => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: false });
  const SELECTOR = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const grouped = element => element.type === "radio"
    ? [...document.getElementsByName(element.name)].filter(other => other.form === element.form) : [element];

  window.keys = {
    // How many stops there should be: what can be reached, each group of radios once.
    wanted() {
      const all = [...document.querySelectorAll(SELECTOR)].filter(e => !e.disabled && visible(e) && e.tabIndex >= 0);
      return new Set(all.map(element => grouped(element)[0])).size;
    },
    // Where the focus is now, and what is wrong with it; null when it has left the page or begins anew.
    stop() {
      const here = document.activeElement;
      if (!here || here === document.body || here === window.keys.first) return null;
      if (here === window.keys.last) return { again: true, faults: [] };  // the parts of a date
      const box = here.getBoundingClientRect();
      const style = getComputedStyle(here);
      const faults = [];
      if (box.width < 2 || box.height < 2) faults.push("has no size");
      if (box.bottom < 0 || box.top > innerHeight) faults.push("is out of sight");
      const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      if (!ring && style.boxShadow === "none") faults.push("shows no focus");
      if (window.keys.last && !(window.keys.last.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING))
        faults.push("comes before the last stop in the document");
      window.keys.last = here;
      window.keys.first = window.keys.first || here;
      return { html: here.outerHTML.slice(0, 120), name: here.textContent.trim(), faults };
    },
  };
})();
