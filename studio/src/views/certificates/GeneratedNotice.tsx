import { useEffect, useRef, useState } from 'react';

import { Button, DownloadButton } from '../../components/Button';
import { Icon } from '../../components/Icon';
import { Notice } from '../../components/Notice';
import { visible } from '../../text/visible';
import type { Generated } from './GenerateDialog';

interface GeneratedNoticeProps {
  generated: Generated;
  onClose: () => void;
}

/** Saves what was generated, and keeps it until the person has it. */
export function GeneratedNotice({ generated, onClose }: GeneratedNoticeProps) {
  const { name, archive } = generated;
  const link = useRef<HTMLAnchorElement>(null);
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(archive);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [archive]);
  useEffect(() => {
    if (address !== undefined) link.current?.click();
  }, [address]);
  return (
    <Notice
      tone="good"
      title={`The certificate ${visible(name)} was made and registered.`}
      actions={
        <>
          <DownloadButton ref={link} href={address} download={`${name}.zip`}>
            <Icon name="download" /> Save again
          </DownloadButton>
          <Button onClick={onClose}>I have it</Button>
        </>
      }
    >
      Your browser has saved it with its key, which is shown this once: the server did not keep it.
      Programs use the file that ends in .pem; a browser imports the one that ends in .pfx.
    </Notice>
  );
}
