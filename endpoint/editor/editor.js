// The query box with colours, completion and faults at their line; it takes the place of the text area.
// It stands in a shadow root: there CodeMirror adopts its style sheets, which a strict policy allows.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const area = document.querySelector("textarea[data-terms]");
const label = area.labels[0];
const form = area.form;

const theme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--raised)", border: "1px solid var(--edge)", borderRadius: "4px" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-content": { caretColor: "var(--text)", fontFamily: "ui-monospace, monospace", minHeight: "16rem" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { color: "var(--quiet)", backgroundColor: "var(--raised)", borderRight: "1px solid var(--line)" },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--ground)", border: "1px solid var(--edge)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--on-link)", backgroundColor: "var(--link)" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "1rem" },
});
const colours = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: "bold" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--link)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

let known;
// Asked for when first needed: a reader who only runs a query loads no list.
const terms = () => (known ??= fetch(area.dataset.terms).then((answer) => (answer.ok ? answer.json() : { terms: [], prefixes: {} })));

function declare(view, name, from, to) {
  const prefix = name.slice(0, name.indexOf(":"));
  const text = view.state.doc.toString();
  const changes = [{ from, to, insert: name }];
  terms().then(({ prefixes }) => {
    if (prefixes[prefix] && !new RegExp(`prefix\\s+${prefix}:`, "i").test(text)) {
      changes.unshift({ from: 0, insert: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` });
    }
    view.dispatch({ changes, selection: { anchor: view.state.changes(changes).mapPos(to, 1) } });
  });
}

async function complete(context) {
  const variable = context.matchBefore(/[?$]\w*/);
  if (variable) {
    const names = new Set(context.state.doc.toString().match(/[?$]\w+/g));
    names.delete(variable.text);
    return { from: variable.from, options: [...names].map((name) => ({ label: name, type: "variable" })) };
  }
  const word = context.matchBefore(/[A-Za-z][\w-]*:?[\w-]*/);
  if (!word && !context.explicit) return null;
  const { terms: found } = await terms();
  const options = found.map(({ name, label: detail, kind }) => ({
    label: name,
    detail,
    type: kind,
    apply: (view, _, from, to) => declare(view, name, from, to),
  }));
  return { from: word ? word.from : context.pos, options, validFor: /^[\w-]*:?[\w-]*$/ };
}

const host = document.createElement("div");
host.className = "editor";
area.after(host);
const root = host.attachShadow({ mode: "open" });
const view = new EditorView({
  root,
  parent: root,
  state: EditorState.create({
    doc: area.value,
    extensions: [
      lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), lintGutter(), sparql(),
      syntaxHighlighting(colours), theme, EditorView.lineWrapping,
      autocompletion({ override: [complete] }),
      EditorView.contentAttributes.of({ "aria-label": label.textContent }),
      EditorView.updateListener.of((update) => { if (update.docChanged) area.value = update.state.doc.toString(); }),
      EditorView.domEventHandlers({
        // Typed over a selection, Chromium makes elements with styles of their own, which our policy forbids.
        beforeinput(event, editor) {
          if (event.inputType !== "insertText" || event.isComposing || editor.state.selection.main.empty) return false;
          event.preventDefault();
          editor.dispatch(editor.state.replaceSelection(event.data ?? ""), { userEvent: "input.type" });
          return true;
        },
      }),
      // Tab is left alone: it leads out of the box.
      keymap.of([
        { key: "Mod-Enter", run: () => (form.requestSubmit(), true) },
        ...completionKeymap, ...historyKeymap, ...defaultKeymap,
      ]),
    ],
  }),
});
area.hidden = true;
label.addEventListener("click", () => view.focus());

const { line, column, fault } = area.dataset;
if (line && Number(line) <= view.state.doc.lines) {
  const at = view.state.doc.line(Number(line));
  const from = Math.min(at.from + Math.max(0, Number(column || 1) - 1), at.to);
  view.dispatch(setDiagnostics(view.state, [{ from, to: Math.max(from, at.to), severity: "error", message: fault }]));
}
