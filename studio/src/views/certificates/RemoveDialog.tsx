import { type Certificate, removeCertificate } from '../../api/certificates';
import { useCaller } from '../../application/caller';
import { Dialog } from '../../components/Dialog';
import { visible } from '../../text/visible';
import { useRefresh } from './refresh';

interface RemoveDialogProps {
  certificate: Certificate;
  onClose: () => void;
}

export function RemoveDialog({ certificate, onClose }: RemoveDialogProps) {
  const { name, thumbprint } = certificate;
  const isOwn = useCaller().thumbprint === thumbprint;
  const refresh = useRefresh();
  const remove = async () => {
    await removeCertificate(thumbprint);
    await refresh();
    onClose();
  };
  return (
    <Dialog
      title={`Remove ${visible(name)}?`}
      action="Remove"
      isDangerous
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        {isOwn
          ? 'This is the certificate that you use now: you will not get in any more.'
          : 'Whoever shows it is refused from the next request on, tasks of other servers among them.'}
      </p>
    </Dialog>
  );
}
