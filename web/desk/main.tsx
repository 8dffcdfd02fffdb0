import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nProvider } from 'react-aria-components';
import { newQueries } from '../shared/queries';
import { ShortcutsProvider } from '../shared/shortcuts';
import '../shared/ui/base.css';
import { newRouter } from './router';

const queries = newQueries();
const router = newRouter(queries);

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <I18nProvider locale="zh-CN">
      <QueryClientProvider client={queries}>
        <ShortcutsProvider>
          <RouterProvider router={router} />
        </ShortcutsProvider>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
