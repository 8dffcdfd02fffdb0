import { Registration } from '../../../../domain/ticket/register';

const later = async (): Promise<void> => {};

export function forgets(state: 'open' | 'closed', matter: Registration): string {
  later();
  switch (state) {
    case 'open':
      return matter.id;
  }
  return '';
}
