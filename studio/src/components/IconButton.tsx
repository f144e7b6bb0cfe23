import { Button } from './Button';
import { Icon, type IconName } from './Icon';

interface IconButtonProps {
  icon: IconName;
  /** What it does, and to what. */
  label: string;
  disabled?: boolean;
  onClick: () => void;
}

export function IconButton({ icon, label, ...button }: IconButtonProps) {
  return (
    <Button look="quiet" aria-label={label} title={label} {...button}>
      <Icon name={icon} />
    </Button>
  );
}
