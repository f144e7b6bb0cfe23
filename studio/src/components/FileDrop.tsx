import { type DragEvent, type ReactNode, useState } from 'react';

import styles from './FileDrop.module.css';

interface FileDropProps {
  /** Nothing if none are taken now. */
  onFiles: ((files: File[]) => void) | undefined;
  children: ReactNode;
}

/** Takes files that are dropped on what is in it. For a mouse only: it needs a button beside it. */
export function FileDrop({ onFiles, children }: FileDropProps) {
  const [isOver, setIsOver] = useState(false);
  const takeOver = (event: DragEvent) => {
    if (!onFiles || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setIsOver(true);
  };
  const leave = (event: DragEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
  };
  const drop = (event: DragEvent) => {
    if (!onFiles) return;
    event.preventDefault();
    setIsOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) onFiles(files);
  };
  return (
    <div
      className={styles.area}
      data-over={isOver}
      onDragEnter={takeOver}
      onDragOver={takeOver}
      onDragLeave={leave}
      onDrop={drop}
    >
      {children}
    </div>
  );
}
