import { useQuery } from '@tanstack/react-query';

import { listDatabases } from '../../api/databases';
import { ACCESSES, type Access, CLEARANCES, type Clearance, hasClearance } from '../../api/rights';
import { useCaller } from '../../application/caller';
import { Button } from '../../components/Button';
import { TextField } from '../../components/Field';
import { Icon } from '../../components/Icon';
import { IconButton } from '../../components/IconButton';
import { SelectField } from '../../components/SelectField';
import { SuggestField } from '../../components/SuggestField';
import { ACCESS_NAMES, CLEARANCE_NAMES } from '../../text/rights';
import { visible } from '../../text/visible';
import styles from './RightsFields.module.css';
import type { AccessDraft, Draft } from './draft';

const ACCESS_CHOICES = ACCESSES.map((value) => ({ value, text: ACCESS_NAMES[value] }));

const HINTS: Record<Clearance, string> = {
  ValidUser: 'May use the databases that are listed here, and nothing else.',
  Operator: 'May use, create and delete all databases, and register users and operators.',
  ClusterNode: 'Another server. May do what an operator may.',
  ClusterAdmin: 'May do everything.',
};

interface RightsFieldsProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** The name of a certificate, and what its holder may do. Nobody gives more than they have. */
export function RightsFields({ draft, onChange }: RightsFieldsProps) {
  const caller = useCaller();
  const choices = CLEARANCES.filter((clearance) => hasClearance(caller, clearance));
  return (
    <>
      <TextField
        label="Name"
        hint="Of the person, program or server that has the certificate."
        value={draft.name}
        onChange={(name) => onChange({ ...draft, name })}
        autoFocus
      />
      <SelectField
        label="Clearance"
        hint={HINTS[draft.clearance]}
        value={draft.clearance}
        choices={choices.map((value) => ({ value, text: CLEARANCE_NAMES[value] }))}
        onChange={(clearance) => onChange({ ...draft, clearance: clearance as Clearance })}
      />
      {draft.clearance === 'ValidUser' && (
        <AccessFields
          accesses={draft.accesses}
          onChange={(accesses) => onChange({ ...draft, accesses })}
        />
      )}
    </>
  );
}

interface AccessFieldsProps {
  accesses: AccessDraft[];
  onChange: (accesses: AccessDraft[]) => void;
}

function AccessFields({ accesses, onChange }: AccessFieldsProps) {
  const databases = useQuery({
    queryKey: ['databases'],
    queryFn: ({ signal }) => listDatabases(signal),
  });
  const names = (databases.data ?? []).map(({ name }) => name);
  const change = (changed: number, to: AccessDraft) =>
    onChange(accesses.map((one, i) => (i === changed ? to : one)));
  return (
    <div className={styles.accesses}>
      {accesses.map((one, i) => (
        <div
          key={i}
          className={styles.access}
          role="group"
          aria-label={`Access to ${one.database === '' ? 'a database' : visible(one.database)}`}
        >
          <SuggestField
            label="Database"
            value={one.database}
            suggestions={names}
            onChange={(database) => change(i, { ...one, database })}
          />
          <SelectField
            label="Access"
            value={one.access}
            choices={ACCESS_CHOICES}
            onChange={(access) => change(i, { ...one, access: access as Access })}
          />
          <IconButton
            icon="trash"
            label={`Take the access to ${visible(one.database)} away`}
            onClick={() => onChange(accesses.filter((_, j) => j !== i))}
          />
        </div>
      ))}
      <Button onClick={() => onChange([...accesses, { database: '', access: 'Read' }])}>
        <Icon name="plus" /> Give access to a database
      </Button>
    </div>
  );
}
