import { attachmentAddress } from '../../../api/attachments';
import type { Attachment } from '../../../api/documents';
import { IconButton } from '../../../components/IconButton';
import { usePages } from '../../../components/Pager';
import { ACTIONS, type Column, Table } from '../../../components/Table';
import { formatBytes } from '../../../text/quantities';
import { visible } from '../../../text/visible';
import type { PartProps } from '../parts';

const COLUMNS: Column[] = [
  { title: 'Name' },
  { title: 'Content type' },
  { title: 'Size', align: 'end' },
];

interface AttachmentTableProps extends PartProps {
  attachments: Attachment[];
  /** Nothing if the person may not. */
  onDelete: ((name: string) => void) | undefined;
}

export function AttachmentTable({ database, id, attachments, onDelete }: AttachmentTableProps) {
  const { first, size, pager } = usePages(attachments.length, 'attachments');
  return (
    <>
      <Table label="Attachments" columns={onDelete ? [...COLUMNS, ACTIONS] : COLUMNS}>
        {attachments.slice(first, first + size).map(({ name, contentType, bytes }) => (
          <tr key={name}>
            <th scope="row">
              <a
                href={attachmentAddress(database, id, name)}
                download={name}
                title={`Download ${visible(name)}`}
              >
                {visible(name)}
              </a>
            </th>
            <td data-tone="muted">{visible(contentType)}</td>
            <td data-align="end">{formatBytes(bytes)}</td>
            {onDelete && (
              <td data-align="end">
                <IconButton
                  icon="trash"
                  label={`Delete ${visible(name)}`}
                  onClick={() => onDelete(name)}
                />
              </td>
            )}
          </tr>
        ))}
      </Table>
      {pager}
    </>
  );
}
