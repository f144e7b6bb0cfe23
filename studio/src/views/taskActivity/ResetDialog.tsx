import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { type TaskName, resetScript } from '../../api/taskDefinitions';
import { CheckField } from '../../components/CheckField';
import { Dialog } from '../../components/Dialog';
import { SelectField } from '../../components/SelectField';
import { visible } from '../../text/visible';

interface ResetDialogProps {
  database: string;
  task: TaskName;
  scripts: string[];
  onClose: () => void;
}

export function ResetDialog({ database, task, scripts, onClose }: ResetDialogProps) {
  const queries = useQueryClient();
  const [script, setScript] = useState(scripts[0] ?? '');
  const [rebuilds, setRebuilds] = useState(false);
  const reset = async () => {
    await resetScript(database, task.name, script, rebuilds);
    await queries.invalidateQueries();
    onClose();
  };
  return (
    <Dialog
      title={`Reset ${visible(task.name)}?`}
      action="Send everything again"
      isDangerous
      onSubmit={reset}
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
      <p>
        The script {visible(script)} begins with the first document of {visible(database)} and sends
        all of them again to {visible(task.connection)}. What it makes of them replaces what is
        there; tables that are only inserted into get their rows a second time.
      </p>
      <CheckField
        label="Also delete what the source no longer has"
        checked={rebuilds}
        onChange={setRebuilds}
      />
    </Dialog>
  );
}
