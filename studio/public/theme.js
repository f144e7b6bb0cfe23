// Before the first paint, so that a page in the other theme never flashes up.
// src/application/theme.ts writes what is read here.
const theme = localStorage.getItem('penstock.theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
