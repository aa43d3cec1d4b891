// Never needed: copy buttons, pop-ups that close, pictures that fail, and the keys j k / with a switch in the foot.
(() => {
  "use strict";
  const all = (what) => [...document.querySelectorAll(what)];
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.body.append(said);

  if (navigator.clipboard) for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const word = button.textContent;
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = button.textContent = document.body.dataset.copied;
      setTimeout(() => { button.textContent = word; said.textContent = ""; }, 1500);
    });
  }

  // An open pop-up closes on Escape, and on a click beside it.
  const pops = all("details:has(> .pop)");
  const close = (but) => pops.forEach((one) => { if (one !== but) one.open = false; });
  addEventListener("click", (event) => close(event.target.closest("details")));

  const toggle = document.querySelector("[data-keys]");
  const kept = (word) => { try { return word ? localStorage.setItem("keys", word) : localStorage.getItem("keys"); } catch { return null; } };
  let on = kept() !== "off";
  const show = () => { toggle.hidden = false; toggle.textContent = toggle.dataset.keys + ": " + (on ? toggle.dataset.on : toggle.dataset.off); };
  if (toggle) {
    show();
    toggle.addEventListener("click", () => { on = !on; kept(on ? "on" : "off"); show(); });
  }
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = pops.find((one) => one.open);
      close();
      open?.querySelector("summary").focus();
      return;
    }
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const heads = all("main article h3 > a");
    const at = heads.indexOf(document.activeElement);
    if (event.key === "j") heads[Math.min(at + 1, heads.length - 1)]?.focus();
    else if (event.key === "k") heads[Math.max(at - 1, 0)]?.focus();
    else if (event.key === "/") { document.querySelector("input[type=search]")?.focus(); event.preventDefault(); }
  });
})();
