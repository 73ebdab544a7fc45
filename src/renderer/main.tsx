import './zod-without-eval';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/verdict.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
