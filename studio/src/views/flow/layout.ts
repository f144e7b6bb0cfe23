// Where everything of a drawing of the flow stands. Stores and tasks stand in columns by turns: what
// a task delivers to stands right of it, so that all arrows go from left to right.
import type { Flow, Store, TaskFlow } from './flow';
import { type Column, NODE_HEIGHT, stack } from './stack';

const GAP_MIN = 64;
const GAP_MAX = 176;
const WIDE = { store: 176, task: 216 };
const NARROW = { store: 128, task: 152 };

export interface Point {
  x: number;
  y: number;
}

/** `y` is that of its middle. */
export interface Box<Of> extends Point {
  of: Of;
  key: string;
  width: number;
}

export interface PlacedTask extends Box<TaskFlow> {
  /** The middle of what it delivers from, and the way to what it delivers to. */
  source: Box<Store>;
  way: Point[];
}

export interface Layout {
  width: number;
  height: number;
  stores: Box<Store>[];
  tasks: PlacedTask[];
}

/** As the style of an element. */
export function placeOf({ x, y, width }: Box<unknown>) {
  return { left: x, top: y - NODE_HEIGHT / 2, width, height: NODE_HEIGHT };
}

/** For a frame that is `available` wide; the drawing may have to be wider. */
export function layOut(flow: Flow, available: number): Layout {
  const levels = levelsOf(flow);
  const tasks = flow.tasks.map((task) => straightened(task, levels));
  const rows = stack(columnsOf(tasks, levels));
  const { size, width, storeX, taskX } = measures(Math.max(...levels.values(), 0), available);
  const rowOf = (key: string) => rows.get(key) ?? 0;
  const stores = new Map(
    [...levels].map(([key, level]) => [
      key,
      { of: storeOf(flow, key), key, x: storeX(level), y: rowOf(key), width: size.store },
    ]),
  );
  return {
    width,
    height: Math.max(...rows.values(), 0) + NODE_HEIGHT / 2,
    stores: [...stores.values()],
    tasks: tasks.flatMap(({ task, level, passed }) => {
      const [source, target] = [stores.get(task.from), stores.get(task.to)];
      if (!source || !target) return [];
      const way = passed.flatMap((key, i) => [
        { x: storeX(level + i + 1), y: rowOf(key) },
        { x: taskX(level + i + 1) + size.task, y: rowOf(key) },
      ]);
      return {
        of: task,
        key: task.key,
        x: taskX(level),
        y: rowOf(task.key),
        width: size.task,
        source,
        way: [...way, target],
      };
    }),
  };
}

const AGAIN = ' again at ';

function storeOf({ stores }: Flow, key: string): Store {
  return stores.get(key.split(AGAIN)[0] ?? key) as Store;
}

/** How far from the left each store stands: behind all that it gets something from. */
function levelsOf({ stores, tasks }: Flow): Map<string, number> {
  const levels = new Map<string, number>();
  const levelOf = (store: string, downstream: Set<string>): number => {
    const known = levels.get(store);
    if (known !== undefined) return known;
    downstream.add(store);
    const sources = tasks.filter(({ from, to }) => to === store && !downstream.has(from));
    const level = Math.max(-1, ...sources.map(({ from }) => levelOf(from, downstream))) + 1;
    downstream.delete(store);
    levels.set(store, level);
    return level;
  };
  for (const store of stores.keys()) levelOf(store, new Set());
  return levels;
}

interface StraightTask {
  task: TaskFlow;
  level: number;
  /** Keys of the rows that its arrow needs in the levels that it passes. */
  passed: string[];
}

/**
 * What flows in a circle leads to a store that stands there a second time, instead of an arrow
 * backwards; that one is added to `levels`.
 */
function straightened(task: TaskFlow, levels: Map<string, number>): StraightTask {
  const level = levels.get(task.from) ?? 0;
  const to = levels.get(task.to) ?? 0;
  if (to > level) {
    const passed = Array.from({ length: to - level - 1 }, (_, i) => `${task.key} passes ${i}`);
    return { task, level, passed };
  }
  const again = `${task.to}${AGAIN}${level + 1}`;
  levels.set(again, level + 1);
  return { task: { ...task, to: again }, level, passed: [] };
}

/** What stands in each level, and what stands beside what. */
function columnsOf(tasks: StraightTask[], levels: Map<string, number>): Column[] {
  const columns: Column[] = [];
  const columnAt = (level: number) => (columns[level] ??= new Map());
  const storeAt = (level: number, key: string) => {
    const column = columnAt(level);
    const store = column.get(key) ?? { sources: [], tasks: [] };
    column.set(key, store);
    return store;
  };
  for (const [key, level] of levels) storeAt(level, key);
  const sorted = [...tasks].sort((one, other) => one.task.to.localeCompare(other.task.to));
  for (const { task, level, passed } of sorted) {
    storeAt(level, task.from).tasks.push(task.key);
    passed.forEach((key, i) => {
      const row = storeAt(level + i + 1, key);
      row.sources.push(i === 0 ? task.key : `${passed[i - 1]}`);
      row.tasks.push(key);
    });
    storeAt(level + passed.length + 1, task.to).sources.push(passed.at(-1) ?? task.key);
  }
  return columns;
}

function measures(lastLevel: number, available: number) {
  const gaps = Math.max(2 * lastLevel, 1);
  const widthOf = ({ store, task }: typeof WIDE) => (lastLevel + 1) * store + lastLevel * task;
  const spare = available - gaps * GAP_MIN - widthOf(NARROW);
  const share = Math.min(Math.max(spare / (widthOf(WIDE) - widthOf(NARROW)), 0), 1);
  const between = (least: number, most: number) => Math.floor(least + share * (most - least));
  const size = {
    store: between(NARROW.store, WIDE.store),
    task: between(NARROW.task, WIDE.task),
  };
  const nodes = widthOf(size);
  const gap = Math.min(Math.max((available - nodes) / gaps, GAP_MIN), GAP_MAX);
  const step = size.store + size.task + 2 * gap;
  return {
    size,
    width: nodes + gaps * gap,
    storeX: (level: number) => level * step,
    taskX: (level: number) => level * step + size.store + gap,
  };
}
