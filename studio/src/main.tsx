import './styles/tokens.css';
import './styles/base.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { Studio } from './application/Studio';

const root = document.getElementById('studio');
if (!root) throw new Error('the page has no place for the Studio');
createRoot(root).render(
  <StrictMode>
    <Studio />
  </StrictMode>,
);
