// JSON as text. Documents are read and laid out without being parsed into values, which would
// lose digits of numbers, the order of members and those that come twice. The text is valid JSON.

const STRING = /"(?:[^"\\]|\\.)*"/y;
const LITERAL = /[^\s,:[\]{}"]+/y;
const BLANKS = /\s*/y;
const INDENT = '  ';

/** The texts of an array's elements. */
export function elementsOf(array: string): string[] {
  return itemsOf(array).map(({ begin, end }) => array.slice(begin, end));
}

/** The members of an object in their order: names decoded, values as text. */
export function membersOf(object: string): { name: string; value: string }[] {
  return itemsOf(object).map(({ begin, end }) => {
    const nameEnd = endOf(STRING, object, begin);
    const valueBegin = endOf(BLANKS, object, object.indexOf(':', nameEnd) + 1);
    return {
      name: JSON.parse(object.slice(begin, nameEnd)) as string,
      value: object.slice(valueBegin, end),
    };
  });
}

/** The value of a member; nothing if there is none of that name. */
export function memberOf(object: string, name: string): string | undefined {
  return membersOf(object).findLast((member) => member.name === name)?.value;
}

/** An object with these members, their values being JSON. */
export function objectText(members: { name: string; value: string }[]): string {
  return `{${members.map(({ name, value }) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

/** The same with every element and member on a line of its own. */
export function formatJson(json: string): string {
  let depth = 0;
  let result = '';
  let previous = '';
  const startLine = () => (result += `\n${INDENT.repeat(depth)}`);
  for (const token of tokensOf(json)) {
    const closes = token === '}' || token === ']';
    if (closes) depth -= 1;
    if (closes ? !opens(previous) : opens(previous) || previous === ',') startLine();
    if (opens(token)) depth += 1;
    result += token === ':' ? ': ' : token;
    previous = token;
  }
  return result;
}

function opens(token: string): boolean {
  return token === '{' || token === '[';
}

function* tokensOf(json: string): Generator<string> {
  for (let at = endOf(BLANKS, json, 0); at < json.length; at = endOf(BLANKS, json, at)) {
    const end = tokenEnd(json, at);
    yield json.slice(at, end);
    at = end;
  }
}

/** Where the elements of an array, or the members of an object, begin and end. */
function itemsOf(json: string): { begin: number; end: number }[] {
  const items = [];
  let depth = 0;
  let begin = 0;
  for (let at = endOf(BLANKS, json, 0); at < json.length; at = endOf(BLANKS, json, at)) {
    const character = json[at];
    const end = tokenEnd(json, at);
    if (character === '}' || character === ']') depth -= 1;
    const isBoundary = (depth === 1 && character === ',') || depth === 0;
    if (isBoundary && begin > 0 && json.slice(begin, at).trim() !== '') {
      items.push({ begin, end: begin + json.slice(begin, at).trimEnd().length });
    }
    if (character === '{' || character === '[') depth += 1;
    if (isBoundary) begin = endOf(BLANKS, json, end);
    at = end;
  }
  return items;
}

function tokenEnd(json: string, at: number): number {
  if (json[at] === '"') return endOf(STRING, json, at);
  return '{}[],:'.includes(json[at] ?? '') ? at + 1 : endOf(LITERAL, json, at);
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at + 1;
}
