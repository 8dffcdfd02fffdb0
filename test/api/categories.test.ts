import { nearTo } from '../../api/law/categories';
import { categoriesOf } from '../../config/categories-file';
import { loadConfig } from '../../config/load';

const ours = loadConfig().categories;

describe('to a category that there is not, the nearest are', () => {
  test('those that are most like it, whatever their 大类, five at most', () => {
    expect(nearTo(ours, '市容/占道经营')[0]).toBe('市容环境/占道经营');
    expect(nearTo(ours, '占道经营')[0]).toBe('市容环境/占道经营');
    expect(nearTo(ours, '供热/停气')).toEqual(expect.arrayContaining(['供气/停气', '供热/停暖']));
    expect(nearTo(ours, '市容环境/别的')).toHaveLength(5);
    expect(nearTo(ours, '市容环境/别的').every((id) => id.startsWith('市容环境/'))).toBe(true);
  });

  test('the one whose code was given', () => {
    const own = categoriesOf([
      { id: '海洋/赶海', code: '0101' },
      { id: '海洋/渔船', code: '0102' },
    ]);
    expect(nearTo(own, '0102')).toEqual(['海洋/渔船']);
  });

  test('one of some 大类 where none is like it', () => {
    const near = nearTo(ours, 'xyz');
    expect(near).toHaveLength(5);
    expect(new Set(near.map((id) => id.split('/')[0])).size).toBe(5);
  });
});
