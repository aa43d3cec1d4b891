// A question for consent stands before the page: it is answered as a reader in a hurry does, with no where that is
// offered. True when something was pressed. Nothing is kept of the answer: the browser ends with the page.
(() => {
  const NO = /^(reject|decline|deny|refuse|only necessary|necessary only|essential only|continue without|no,? thank|(nur|alle)? ?(ablehnen|notwendige|erforderliche)|nur (notwendige|erforderliche|essenzielle)|(tout )?refuser|continuer sans|rechazar|solo (necesarias|necessari)|rifiuta|recusar|rejeitar|weigeren|afwijzen|avvisa|afvis|avslå|hylkää|odrzuć|odmítnout)/i;
  const YES = /^(accept|agree|allow|i agree|got it|ok\b|okay|understood|(alle )?akzeptieren|zustimmen|einverstanden|(tout )?accepter|j.accepte|aceptar|acepto|accetta|aceitar|accepteren|akkoord|godkänn|accepter|godta|hyväksy|akceptuj|zgadzam|přijmout|souhlasím)/i;
  const ABOUT = /cookie|consent|gdpr|privacy|datenschutz|einwilligung|privacidad|vie privée|confidentialité/i;
  const BOXES = "dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true], [id*=cookie i], [class*=cookie i], [id*=consent i], [class*=consent i]";
  const words = (element) => (element.innerText || element.value || "").trim().replace(/\s+/g, " ");
  const roots = [document];
  for (const root of roots) for (const at of root.querySelectorAll("*")) if (at.shadowRoot && roots.length < 200) roots.push(at.shadowRoot);
  const boxes = roots.flatMap((root) => [...root.querySelectorAll(BOXES)]).filter((box) => box.checkVisibility() && ABOUT.test(box.innerText));
  const buttons = boxes.flatMap((box) => [...box.querySelectorAll("button, [role=button], input[type=button], input[type=submit], a[href='#']")]);
  const button = [NO, YES].map((kind) => buttons.find((at) => words(at).length < 60 && kind.test(words(at)))).find(Boolean);
  if (!button) return false;
  button.click();
  return true;
})()
