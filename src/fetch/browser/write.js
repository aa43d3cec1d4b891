// The document as it stands, as HTML: what lies in open shadow roots and slots where a reader sees it.
(() => {
  const LONGEST = 4e6, DEEPEST = 400;
  const RAW = new Set(["script", "style", "noscript", "iframe", "xmp", "noembed", "noframes"]);
  const VOID = new Set(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]);
  const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  const parts = [];
  let length = 0;
  const put = (text) => { parts.push(text); length += text.length; };
  const inside = (node) => {
    if (node.shadowRoot) return node.shadowRoot.childNodes;
    if (node.localName === "slot" && node.assignedNodes().length) return node.assignedNodes();
    return node.localName === "template" ? node.content.childNodes : node.childNodes;
  };
  const write = (node, raw, depth) => {
    if (length > LONGEST || depth > DEEPEST) return;
    if (node.nodeType === Node.TEXT_NODE) return put(raw ? node.data : escaped(node.data));
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const name = node.localName;
    put("<" + name);
    for (const { name, value } of node.attributes) put(" " + name + '="' + escaped(value) + '"');
    put(">");
    if (VOID.has(name)) return;
    for (const child of inside(node)) write(child, RAW.has(name), depth + 1);
    put("</" + name + ">");
  };
  write(document.documentElement, false, 0);
  return "<!doctype html>" + parts.join("");
})()
