import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type TaskName, rebuildScript, resetScript } from '../../api/taskDefinitions';
import { ChoiceField } from '../../components/ChoiceField';
import { Dialog } from '../../components/Dialog';
import { SelectField } from '../../components/SelectField';
import { visible } from '../../text/visible';

export type Renewal = 'send' | 'sendAndDelete' | 'delete';

const CHOICES: { value: Renewal; text: string; hint: string; action: string }[] = [
  {
    value: 'send',
    text: 'Send everything again',
    hint:
      'What the script makes of each document replaces what is there. Tables that are only ' +
      'inserted into get their rows a second time.',
    action: 'Send everything again',
  },
  {
    value: 'sendAndDelete',
    text: 'Send everything again, and delete what the source no longer has',
    hint: 'Deletes only where this script alone loads to, and nothing where another database does.',
    action: 'Send again and delete',
  },
  {
    value: 'delete',
    text: 'Only delete what the source no longer has',
    hint: 'For a destination that missed deletions, such as one that was restored from a copy.',
    action: 'Delete what is surplus',
  },
];

interface ResetDialogProps {
  database: string;
  task: Pick<TaskName, 'name' | 'connection'>;
  scripts: string[];
  /** What is chosen to begin with. */
  initially?: Renewal;
  onClose: () => void;
}

/** Begins a script anew, wholly or in part, and names what that does. */
export function ResetDialog(props: ResetDialogProps) {
  const { database, task, scripts, initially = 'send', onClose } = props;
  const queries = useQueryClient();
  const [script, setScript] = useState(scripts[0] ?? '');
  const [renewal, setRenewal] = useState(initially);
  const renew = async () => {
    if (renewal === 'delete') await rebuildScript(database, task.name, script);
    else await resetScript(database, task.name, script, renewal === 'sendAndDelete');
    await queries.invalidateQueries();
    onClose();
  };
  return (
    <Dialog
      title={`Reset ${visible(task.name)}?`}
      action={CHOICES.find(({ value }) => value === renewal)?.action ?? ''}
      isDangerous
      onSubmit={renew}
      onClose={onClose}
    >
      {scripts.length > 1 && (
        <SelectField
          label="Script"
          value={script}
          choices={scripts.map((name) => ({ value: name, text: visible(name) }))}
          onChange={setScript}
        />
      )}
      <ChoiceField
        label="What should be done?"
        value={renewal}
        choices={CHOICES}
        onChange={setRenewal}
      />
      <p>
        {renewal === 'delete'
          ? `Compares what the script ${visible(script)} has delivered to ` +
            `${visible(task.connection)} with the documents of ${visible(database)}, deletes ` +
            `there what is gone here, and delivers on.`
          : `The script ${visible(script)} begins with the first document of ` +
            `${visible(database)} and sends all of them again to ${visible(task.connection)}.`}
      </p>
    </Dialog>
  );
}
