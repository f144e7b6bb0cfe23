import { visible } from '../../text/visible';
import styles from './TestPane.module.css';

interface RowTableProps {
  label: string;
  columns: string[];
  /** Values as they stand in SQL. */
  rows: (string | null)[][];
}

export function RowTable({ label, columns, rows }: RowTableProps) {
  return (
    <div className={styles.frame} tabIndex={0}>
      <table className={styles.rows}>
        <caption>{label}</caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {visible(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 && (
            <tr>
              <td colSpan={Math.max(columns.length, 1)} className={styles.hint}>
                No rows
              </td>
            </tr>
          )}
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((value, j) => (
                <td key={j}>
                  <code>{value === null ? 'NULL' : visible(value)}</code>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
