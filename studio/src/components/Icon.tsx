// Drawn on a grid of 16 with a line of 1.5, in the colour of the text.
const PATHS = {
  database:
    'M2.75 4c0-1.1 2.35-2 5.25-2s5.25.9 5.25 2-2.35 2-5.25 2-5.25-.9-5.25-2Zm0 0v8c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2V4M2.75 8c0 1.1 2.35 2 5.25 2s5.25-.9 5.25-2',
  document:
    'M9 2H4.5A1.5 1.5 0 0 0 3 3.5v9A1.5 1.5 0 0 0 4.5 14h7a1.5 1.5 0 0 0 1.5-1.5V6L9 2Zm0 0v4h4',
  query: 'M10.5 10.5 14 14M2 6.75a4.75 4.75 0 1 0 9.5 0 4.75 4.75 0 0 0-9.5 0Z',
  flow: 'M2 4.5h3.5a3 3 0 0 1 3 3v1a3 3 0 0 0 3 3H14m0 0-2-2m2 2-2 2M8.5 4.5H14m0 0-2-2m2 2-2 2',
  task: 'M2 4.5h6a3 3 0 0 1 3 3V13m0 0 2.75-2.75M11 13l-2.75-2.75M2 9h3a2 2 0 0 1 2 2v2',
  connection: 'M6 2v3m4-3v3M4 5h8v2.5a4 4 0 0 1-8 0V5Zm4 6.5V14',
  bell: 'M3.5 11.5h9l-1.25-1.75V6.5a3.25 3.25 0 0 0-6.5 0v3.25L3.5 11.5Zm3 2.25h3',
  certificate:
    'M4.5 5.5a3.5 3.5 0 1 0 7 0 3.5 3.5 0 0 0-7 0Zm1.25 2.75L4.5 14 8 12l3.5 2-1.25-5.75',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  retry: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9m1.6-1.6v3h-3',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.5m0 11V15M1 8h1.5m11 0H15M3.05 3.05l1.06 1.06m7.78 7.78 1.06 1.06m0-9.9-1.06 1.06m-7.78 7.78-1.06 1.06',
  plus: 'M8 3v10M3 8h10',
  edit: 'M10.5 3 13 5.5 5.5 13H3v-2.5L10.5 3Zm-1.75 1.75 2.5 2.5',
  trash: 'M2.5 4.5h11M6 4.5V3h4v1.5m-6 0 .6 8.5h6.8l.6-8.5M6.75 7v3.5m2.5-3.5v3.5',
  upload: 'M8 10.5v-8m0 0L4.75 5.75M8 2.5l3.25 3.25M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2',
  download: 'M8 2.5v8m0 0 3.25-3.25M8 10.5 4.75 7.25M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2',
  previous: 'M10 3.5 5.5 8l4.5 4.5',
  next: 'M6 3.5 10.5 8 6 12.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      aria-hidden
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
