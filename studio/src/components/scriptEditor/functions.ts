// What a script can call, as its completion explains it.
import type { ScriptKnowledge } from './knowledge';

export interface ScriptFunction {
  name: string;
  parameters: string;
  meaning: string;
  /** The text that is put in, with `#{}` where the cursor goes. */
  snippet: string;
}

const EVERYWHERE: ScriptFunction[] = [
  called('load', 'id', 'Another document, as it is at the same moment; null if there is none'),
  called('id', 'document', 'The id of a document', 'this'),
  called('getMetadata', 'document', 'Its collection, id and time of change', 'this'),
  called('loadPath', "document, 'A.B'", 'A member of a member', "this, '#{}'"),
  called('lastModified', 'document', 'When it was changed, in milliseconds since 1970', 'this'),
  called('cmpxchg', 'key', 'The value of a compare-exchange item', "'#{}'"),
  called('counter', 'document, name', 'The value of a counter', "this, '#{}'"),
  called('output', 'value', 'Shows a value in the test'),
  called('startsWith', 'text, prefix', 'Whether a text begins so'),
  called('endsWith', 'text, suffix', 'Whether a text ends so'),
  called('regex', 'text, pattern', 'Whether a text matches'),
  called('hasAttachment', 'name', 'Whether the document has an attachment', "'#{}'"),
  called('getAttachments', '', 'Its attachments: Name, Hash, ContentType, Size', ''),
  called('loadAttachment', 'name', 'An attachment of it, to be loaded', "'#{}'"),
];

const TO_DOCUMENTS: ScriptFunction[] = [
  called('addAttachment', 'attachment', 'Sends an attachment with the loaded object'),
  called('hasCounter', 'name', 'Whether the document has a counter', "'#{}'"),
  called('getCounters', '', 'The names of its counters', ''),
  called('loadCounter', 'name', 'A counter of it, for addCounter()', "'#{}'"),
  called('addCounter', 'counter', 'Sends a counter with the loaded object'),
  called('hasTimeSeries', 'name', 'Whether the document has a time series', "'#{}'"),
  called('getTimeSeries', '', 'The names of its time series', ''),
  called('loadTimeSeries', 'name, from, to', 'A time series of it', "'#{}'"),
  called('addTimeSeries', 'series', 'Sends a time series with the loaded object'),
];

export function functionsFor({ toDocuments, collections }: ScriptKnowledge): ScriptFunction[] {
  if (!toDocuments) return EVERYWHERE;
  return [...EVERYWHERE, ...TO_DOCUMENTS, ...collections.filter(isWord).flatMap(behavioursOf)];
}

function behavioursOf(collection: string): ScriptFunction[] {
  return [
    behaviour(`deleteDocumentsOf${collection}Behavior`, 'docId', 'Whether a deletion is sent'),
    behaviour(`loadCountersOf${collection}Behavior`, 'docId, counter', 'Whether a counter is sent'),
    behaviour(
      `loadTimeSeriesOf${collection}Behavior`,
      'docId, timeSeries',
      'Whether, or which part of, a time series is sent',
    ),
  ];
}

export function isWord(name: string): boolean {
  return /^\w+$/.test(name);
}

function called(name: string, parameters: string, meaning: string, given = '#{}'): ScriptFunction {
  return { name, parameters, meaning, snippet: `${name}(${given})` };
}

function behaviour(name: string, parameters: string, meaning: string): ScriptFunction {
  const snippet = `function ${name}(${parameters}) {\n\treturn #{true};\n}`;
  return { name, parameters, meaning, snippet };
}
