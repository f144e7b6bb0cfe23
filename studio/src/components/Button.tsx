import type { ComponentProps } from 'react';

import styles from './Button.module.css';

interface ButtonProps extends ComponentProps<'button'> {
  /** "primary" is what a view is for, at most one in sight; "quiet" has no frame. */
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={[styles.button, styles[look], className].filter(Boolean).join(' ')}
      {...rest}
    />
  );
}

/** A link to a file that looks like a button; the browser saves it. */
export function DownloadButton(link: ComponentProps<'a'>) {
  return <a download className={`${styles.button} ${styles.plain}`} {...link} />;
}
