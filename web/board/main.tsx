import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components';
import { newQueries } from '../shared/queries';
import { ShortcutsProvider } from '../shared/shortcuts';
import '../shared/ui/base.css';
import { Page } from './page';

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <I18nProvider locale="zh-CN">
      <QueryClientProvider client={newQueries()}>
        <ShortcutsProvider>
          <Page />
        </ShortcutsProvider>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
