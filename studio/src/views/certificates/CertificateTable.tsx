import type { Certificate } from '../../api/certificates';
import { hasClearance } from '../../api/rights';
import { useCaller } from '../../application/caller';
import { IconButton } from '../../components/IconButton';
import { usePages } from '../../components/Pager';
import { Status } from '../../components/Status';
import { ACTIONS, type Column, Table } from '../../components/Table';
import { ACCESS_NAMES, CLEARANCE_NAMES } from '../../text/rights';
import { formatDay } from '../../text/times';
import { visible } from '../../text/visible';
import styles from './CertificateTable.module.css';
import { warningOf } from './validity';

const COLUMNS: Column[] = [
  { title: 'Name' },
  { title: 'Clearance' },
  { title: 'Databases' },
  { title: 'Valid until' },
  { title: 'Thumbprint' },
  ACTIONS,
];

interface CertificateTableProps {
  certificates: Certificate[];
  onEdit: (certificate: Certificate) => void;
  onRemove: (certificate: Certificate) => void;
}

export function CertificateTable({ certificates, onEdit, onRemove }: CertificateTableProps) {
  const caller = useCaller();
  const { first, size, pager } = usePages(certificates.length, 'certificates');
  return (
    <>
      <Table label="Certificates" columns={COLUMNS}>
        {certificates.slice(first, first + size).map((certificate) => {
          const { name, thumbprint, clearance } = certificate;
          // Nobody changes who may do more than they.
          const isOpen = hasClearance(caller, clearance);
          return (
            <tr key={thumbprint}>
              <th scope="row">
                {visible(name)}{' '}
                {thumbprint === caller.thumbprint && <span className={styles.own}>You</span>}
              </th>
              <td>{CLEARANCE_NAMES[clearance]}</td>
              <td>
                <Databases certificate={certificate} />
              </td>
              <td>
                <Validity certificate={certificate} />
              </td>
              <td data-tone="muted">
                <code className={styles.thumbprint}>{thumbprint}</code>
              </td>
              <td data-align="end">
                {isOpen && (
                  <>
                    <IconButton
                      icon="edit"
                      label={`Change ${visible(name)}`}
                      onClick={() => onEdit(certificate)}
                    />
                    <IconButton
                      icon="trash"
                      label={`Remove ${visible(name)}`}
                      onClick={() => onRemove(certificate)}
                    />
                  </>
                )}
              </td>
            </tr>
          );
        })}
      </Table>
      {pager}
    </>
  );
}

function Databases({ certificate }: { certificate: Certificate }) {
  if (hasClearance(certificate, 'Operator')) return <span data-tone="muted">All</span>;
  const accesses = Object.entries(certificate.accesses);
  if (accesses.length === 0) return <span data-tone="muted">None</span>;
  return (
    <ul className={styles.accesses}>
      {accesses.map(([database, access]) => (
        <li key={database}>
          {visible(database)}: <span data-tone="muted">{ACCESS_NAMES[access].toLowerCase()}</span>
        </li>
      ))}
    </ul>
  );
}

function Validity({ certificate }: { certificate: Certificate }) {
  const warning = warningOf(certificate);
  return (
    <>
      {formatDay(certificate.validUntil)}
      {warning && (
        <div className={styles.warning}>
          <Status {...warning} />
        </div>
      )}
    </>
  );
}
