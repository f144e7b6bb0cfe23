import type { TestedTable, TriedTable } from '../../api/scriptTests';
import { CodeBlock } from '../../components/CodeBlock';
import { countOf } from '../../text/quantities';
import { visible, visibleLines } from '../../text/visible';
import { RowTable } from './RowTable';
import styles from './TestPane.module.css';

interface TestedTableShownProps {
  table: TestedTable;
  /** What running it at the destination did, if it was. */
  tried: TriedTable | undefined;
}

export function TestedTableShown({ table, tried }: TestedTableShownProps) {
  return (
    <div>
      <h3 className={styles.heading}>
        {visible(table.name)}{' '}
        <span className={styles.hint}>{countOf(table.rows.length, 'row')}</span>
      </h3>
      {tried ? (
        <>
          <RowTable label="Before" columns={tried.columns} rows={tried.before} />
          <RowTable label="After" columns={tried.columns} rows={tried.after} />
        </>
      ) : (
        table.rows.length > 0 && (
          <RowTable label="Written" columns={table.columns} rows={table.rows} />
        )
      )}
      <details className={styles.statements}>
        <summary>{countOf(table.statements.length, 'statement')}</summary>
        {table.statements.map(({ text, parameters }, i) => (
          <CodeBlock key={i}>
            {visibleLines(text)}
            {parameters.map(({ name, value }) => `\n  ${visible(name)} = ${visible(value)}`)}
          </CodeBlock>
        ))}
      </details>
    </div>
  );
}
