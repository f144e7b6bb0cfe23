import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { readRevision } from '../../../api/revisions';
import { useAccess } from '../../../application/caller';
import type { DocumentPlace } from '../../../application/places';
import { Button } from '../../../components/Button';
import { CheckField } from '../../../components/CheckField';
import { CodeComparison } from '../../../components/CodeComparison';
import { QueryStates } from '../../../components/QueryStates';
import { formatExactMoment } from '../../../text/times';
import { visible } from '../../../text/visible';
import { BackLink } from '../BackLink';
import { Part } from '../Part';
import { RestoreDialog } from './RestoreDialog';

/** The document that a revision is compared with and may replace. */
export interface Now {
  text: string;
  changeVector: string;
  /** Whether somebody is about to change its text. */
  isChanged: boolean;
  /** Reads it anew. */
  onReload: () => Promise<unknown>;
}

interface RevisionViewProps {
  place: DocumentPlace;
  /** Its change vector. */
  revision: string;
  now: Now;
}

/** A document as it was, and how that differs from what it is now. */
export function RevisionView({ place, revision, now }: RevisionViewProps) {
  const { view, database, id } = place;
  const { mayWrite } = useAccess(database);
  const [isCompared, setIsCompared] = useState(true);
  const [isRestoring, setIsRestoring] = useState(false);
  const read = useQuery({
    queryKey: ['revision', database, id, revision],
    queryFn: ({ signal }) => readRevision(database, id, revision, signal),
  });
  const isSame = read.data?.text === now.text;
  return (
    <Part
      label="Revision"
      summary={
        <>
          <BackLink to={{ view, database, id, part: 'revisions' }}>All revisions</BackLink>
          {read.data && (
            <span title={`Change vector ${visible(revision)}`}>
              As it was written on <strong>{formatExactMoment(read.data.lastModified)}</strong>
            </span>
          )}
        </>
      }
      actions={
        mayWrite && (
          <Button disabled={!read.data || isSame} onClick={() => setIsRestoring(true)}>
            Restore
          </Button>
        )
      }
    >
      <QueryStates query={read} what="the revision" />
      {read.data && (
        <>
          <CheckField
            label="Show what differs"
            hint={
              isSame
                ? 'Nothing does: the document has this text now.'
                : 'Red lines, without a number, are only in the document as it is now; green ones only in this revision.'
            }
            checked={isCompared}
            onChange={setIsCompared}
          />
          <CodeComparison
            label="Revision"
            text={read.data.text}
            other={isCompared ? now.text : read.data.text}
          />
        </>
      )}
      {isRestoring && read.data && (
        <RestoreDialog
          {...{ database, id, now }}
          revision={read.data}
          onClose={() => setIsRestoring(false)}
        />
      )}
    </Part>
  );
}
