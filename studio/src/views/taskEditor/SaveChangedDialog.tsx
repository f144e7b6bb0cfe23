import { useState } from 'react';

import { ChoiceField } from '../../components/ChoiceField';
import { Dialog } from '../../components/Dialog';
import { visible } from '../../text/visible';

const CHOICES = [
  {
    value: 'newChanges',
    text: 'New changes only',
    hint: 'What was delivered stays as the old script made it, until its document changes.',
  },
  {
    value: 'beginning',
    text: 'From the beginning',
    hint:
      'All documents run through the new script, and what it makes of them replaces what is ' +
      'there. What it no longer makes anything of stays.',
  },
] as const;

interface SaveChangedDialogProps {
  /** Names of those that changed. */
  scripts: string[];
  onSave: (begunAnew: string[]) => Promise<unknown>;
  onClose: () => void;
}

export function SaveChangedDialog({ scripts, onSave, onClose }: SaveChangedDialogProps) {
  const [choice, setChoice] = useState<(typeof CHOICES)[number]['value']>('newChanges');
  return (
    <Dialog
      title={`${scripts.map(visible).join(', ')} changed`}
      action="Save"
      onSubmit={() => onSave(choice === 'beginning' ? scripts : [])}
      onClose={onClose}
    >
      <ChoiceField
        label="What should the change be applied to?"
        value={choice}
        choices={CHOICES}
        onChange={setChoice}
      />
    </Dialog>
  );
}
