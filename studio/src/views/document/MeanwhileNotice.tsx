import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';

interface MeanwhileNoticeProps {
  /** Whether there is something to lose. */
  isChanged: boolean;
  onReload: () => void;
  onOverwrite: () => void;
}

/** The choice when somebody else has written the document, or deleted it. */
export function MeanwhileNotice({ isChanged, onReload, onOverwrite }: MeanwhileNoticeProps) {
  return (
    <Notice
      title="This document was changed meanwhile."
      actions={
        <>
          <Button onClick={onReload}>{isChanged ? 'Drop mine, see theirs' : 'See it'}</Button>
          {isChanged && <Button onClick={onOverwrite}>Overwrite theirs with mine</Button>}
        </>
      }
    >
      {isChanged
        ? 'Somebody else has written or deleted it since you opened it. Nothing of yours is saved yet.'
        : 'What you see is how it was when you opened it.'}
    </Notice>
  );
}
