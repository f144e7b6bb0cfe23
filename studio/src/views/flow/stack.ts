// How far from the top everything of a drawing of the flow stands.

export const NODE_HEIGHT = 52;
const ROW_HEIGHT = 68;
const GROUP_GAP = 12;
/** A store stands beside the first tasks of many, where one begins to read. */
const ROWS_ABOVE_MAX = 2;

/** The stores of one level by their keys, each with what leads to it and the tasks right of it. */
export type Column = Map<string, { sources: string[]; tasks: string[] }>;

/** The middle of each store and task, by its key. */
export function stack(columns: Column[]): Map<string, number> {
  const rows = new Map<string, number>();
  for (const column of columns) {
    const stores = [...column].map(([key, { sources, tasks }]) => ({
      key,
      tasks,
      wanted: besideAll(sources.map((source) => rows.get(source) ?? 0)),
    }));
    stores.sort((one, other) => (one.wanted ?? 0) - (other.wanted ?? 0));
    let nextStore = NODE_HEIGHT / 2;
    let nextTask = NODE_HEIGHT / 2;
    for (const { key, tasks, wanted } of stores) {
      const above = rowsAbove(tasks.length) * ROW_HEIGHT;
      let y = Math.max(nextStore, wanted ?? nextTask + above);
      if (tasks.length > 0) {
        const first = Math.max(nextTask, y - above);
        tasks.forEach((task, i) => rows.set(task, first + i * ROW_HEIGHT));
        nextTask = first + tasks.length * ROW_HEIGHT + GROUP_GAP;
        y = first + above;
      }
      rows.set(key, y);
      nextStore = y + ROW_HEIGHT;
    }
  }
  return rows;
}

/** In their middle, or near the first of many. */
function besideAll(sources: number[]): number | undefined {
  if (sources.length === 0) return undefined;
  const middle = sources.reduce((sum, y) => sum + y, 0) / sources.length;
  return Math.min(middle, Math.min(...sources) + ROWS_ABOVE_MAX * ROW_HEIGHT);
}

function rowsAbove(tasks: number): number {
  return Math.min(Math.max(tasks - 1, 0) / 2, ROWS_ABOVE_MAX);
}
