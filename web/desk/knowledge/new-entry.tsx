import { getRouteApi } from '@tanstack/react-router';
import { EntryForm } from './entry-form';

const route = getRouteApi('/knowledge/new');

export function NewEntryPage() {
  const { from } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <EntryForm
      {...(from === undefined ? {} : { from })}
      onDone={({ id }) => void navigate({ to: '/knowledge/$id', params: { id } })}
      onLeave={() => void navigate({ to: '/knowledge' })}
    />
  );
}
