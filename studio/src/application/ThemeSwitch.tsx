import { Button } from '../components/Button';
import { Icon } from '../components/Icon';
import { chooseTheme, useTheme } from './theme';

export function ThemeSwitch() {
  const other = useTheme() === 'dark' ? 'light' : 'dark';
  const label = `Use the ${other} theme`;
  return (
    <Button look="quiet" aria-label={label} title={label} onClick={() => chooseTheme(other)}>
      <Icon name={other === 'dark' ? 'moon' : 'sun'} />
    </Button>
  );
}
