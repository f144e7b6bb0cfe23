// Long lists come a part at a time.

/** Which rows are asked for: at most `size`, from the one at `start` on. */
export interface PageRange {
  start: number;
  size: number;
}

export interface ResultPage<Row> {
  /** How many rows there are on all pages. */
  total: number;
  rows: Row[];
}
