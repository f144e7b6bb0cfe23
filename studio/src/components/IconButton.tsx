import { Button } from './Button';
import { Icon, type IconName } from './Icon';

interface IconButtonProps {
  icon: IconName;
  /** What it does, and to what. */
  label: string;
  onClick: () => void;
}

export function IconButton({ icon, label, onClick }: IconButtonProps) {
  return (
    <Button look="quiet" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </Button>
  );
}
