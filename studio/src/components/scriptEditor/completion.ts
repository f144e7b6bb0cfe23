import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippet,
} from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';

import { functionsFor, isWord } from './functions';
import { type ScriptKnowledge, type Target, membersAt } from './knowledge';

/** What can stand where the cursor is. */
export function complete(
  context: CompletionContext,
  knowledge: ScriptKnowledge,
): CompletionResult | null {
  const path = context.matchBefore(/[\w$]+(\.[\w$]+)*\.\w*/);
  if (path) return completeMember(context, path, knowledge.samples);
  const word = context.matchBefore(/\w*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const target = targetAround(context.state, context.pos, knowledge.targets);
  const options = target ? target.columns.map(columnOption) : callOptions(knowledge);
  return { from: word.from, options, validFor: /^\w*$/ };
}

/** `this.Lines.`, and `line.` after `for (const line of this.Lines)`. */
function completeMember(
  context: CompletionContext,
  { from, text }: { from: number; text: string },
  samples: object[],
): CompletionResult | null {
  const names = text.split('.');
  const typed = names.pop() ?? '';
  const path = pathOf(names, context.state.sliceDoc(0, from));
  if (!path) return null;
  const options = [...membersAt(samples, path)].map(([label, detail]): Completion => {
    return { label, detail, type: 'property' };
  });
  return { from: context.pos - typed.length, options, validFor: /^\w*$/ };
}

/** What `names` leads to from the document; nothing if that is not known. */
function pathOf(names: string[], before: string): string[] | undefined {
  const [first = '', ...rest] = names;
  if (first === 'this') return rest;
  const origin = new RegExp(
    `(?:const|let|var)\\s+${first}\\s*(?:=|of)\\s*this((?:\\.[\\w$]+)*)\\s*[;)\\n]`,
  );
  const found = origin.exec(before);
  return found ? [...(found[1] ?? '').split('.').filter(Boolean), ...rest] : undefined;
}

/** Of `loadToOrders({ | })`: the target Orders, where the cursor is at the name of a member. */
function targetAround(state: EditorState, pos: number, targets: Target[]): Target | undefined {
  let node = syntaxTree(state).resolveInner(pos, -1);
  if (/^(PropertyDefinition|VariableName|Property)$/.test(node.name)) {
    // A value after its colon is no name of a member.
    if (/:\s*\w*$/.test(state.sliceDoc(Math.max(0, pos - 100), pos))) return undefined;
  }
  while (node.parent && node.name !== 'ObjectExpression') {
    if (node.name === 'ArrowFunction' || node.name === 'Block') return undefined;
    node = node.parent;
  }
  const call = node.parent?.parent;
  if (node.name !== 'ObjectExpression' || call?.name !== 'CallExpression') return undefined;
  if (/:[^,{}]*$/.test(state.sliceDoc(node.from, pos))) return undefined;
  const name = /^loadTo(?:(\w+)|\(\s*['"]([^'"]+))/.exec(state.sliceDoc(call.from, call.to));
  const folded = (name?.[1] ?? name?.[2])?.toLowerCase();
  return targets.find((target) => target.name.toLowerCase() === folded);
}

function columnOption({ name, type }: { name: string; type: string }): Completion {
  const text = isWord(name) ? name : JSON.stringify(name);
  return { label: name, detail: type, type: 'property', apply: snippet(`${text}: #{}`) };
}

function callOptions(knowledge: ScriptKnowledge): Completion[] {
  return [
    ...knowledge.targets.map(targetOption),
    ...functionsFor(knowledge).map(({ name, parameters, meaning, snippet: text }): Completion => ({
      label: name,
      detail: `(${parameters})`,
      info: meaning,
      type: 'function',
      apply: snippet(text),
    })),
    { label: 'this', detail: 'the document', type: 'keyword' },
  ];
}

function targetOption({ name, columns }: Target): Completion {
  const call = isWord(name) ? `loadTo${name}(` : `loadTo('${name}', `;
  return {
    label: `loadTo${name}`,
    detail: columns.length > 0 ? columns.map((column) => column.name).join(', ') : '(object)',
    type: 'method',
    boost: 10,
    apply: snippet(`${call}{\n\t#{}\n});`),
  };
}
