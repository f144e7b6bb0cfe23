import { Suspense, lazy } from 'react';

import { Loading } from './Loading';

export interface CodeComparisonProps {
  /** What is shown, for those who do not see it. */
  label: string;
  /** JSON that is shown. */
  text: string;
  /** What it is compared with: lines that only this has are shown as deleted ones. */
  other: string;
}

const LazyComparison = lazy(() => import('./codeEditor/ComparisonMirror'));

/** JSON to be read, with what makes it differ from another. */
export function CodeComparison(props: CodeComparisonProps) {
  return (
    <Suspense fallback={<Loading what="the comparison" />}>
      {/* The texts of an editor are those that it began with. */}
      <LazyComparison key={JSON.stringify([props.text, props.other])} {...props} />
    </Suspense>
  );
}
