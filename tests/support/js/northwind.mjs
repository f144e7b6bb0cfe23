// The sample data of a shop, one document a line. PENSTOCK_NORTHWIND is its file if it does not lie
// beside the project.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const northwindFile = process.env.PENSTOCK_NORTHWIND
  ?? fileURLToPath(new URL('../../../../shared/data/northwind/northwind.jsonl', import.meta.url));

/** Why there is none; false if there is. */
export const northwindMissing = existsSync(northwindFile) ? false : `the data set is not here: ${northwindFile}`;
