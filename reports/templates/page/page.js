// Filters laws, copies snippets, and opens what is folded when it is linked to or printed. The page reads without it.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const attention = new Set(["failed", "timed_out", "crashed", "vacuous", "unexpected_pass", "harness_error", "false_statement"]);

  const box = byId("filter");
  if (box) {
    const law = byId("filter-law"), status = byId("filter-status"), level = byId("filter-level");
    const parts = [...document.querySelectorAll("[data-law]")];
    const rows = parts.filter((part) => part.tagName === "TR");
    const fits = (part) => {
      const statuses = part.dataset.status.split(" ");
      return part.dataset.law.includes(law.value.trim().toLowerCase())
        && (!level.value || part.dataset.level === level.value)
        && (!status.value || statuses.some((s) => status.value === "attention" ? attention.has(s) : s === status.value));
    };
    const filter = () => {
      for (const part of parts) part.hidden = !fits(part);
      const shown = rows.filter((row) => !row.hidden).length;
      byId("filter-count").textContent = `${shown} of ${rows.length} laws shown`;
    };
    for (const control of [law, status, level]) control.addEventListener("input", filter);
    box.hidden = false;
    filter();
    // A link to a law that is filtered out shows it again.
    addEventListener("hashchange", () => {
      if (target()?.closest("[hidden]")) {
        law.value = status.value = level.value = "";
        filter();
        target().scrollIntoView();
      }
    });
  }

  const target = () => byId(decodeURIComponent(location.hash.slice(1)));
  const unfold = () => {
    for (let at = target(); at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  const copied = async (text, from) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      getSelection().selectAllChildren(from);
      return document.execCommand("copy");
    }
  };
  for (const button of document.querySelectorAll("button.copy")) {
    const label = button.firstChild, from = byId(button.dataset.copy);
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      label.data = (await copied(from.textContent, from)) ? "Copied" : "Selected: press Ctrl+C";
    });
  }

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });
})();
