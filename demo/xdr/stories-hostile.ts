import type { Story } from './story.ts';

/** What a hostile or careless source could send, to show that none of it comes to life in a room. */
export const HOSTILE_STORIES: readonly Story[] = [
  {
    observable: { type: 'domain', value: 'hostile.example.net' },
    shows: 'text from outside that tries to become markup, mentions and links',
    says: {
      'Example Threat Feed': {
        disposition: 'Malicious',
        reason:
          '<!channel> <@U0000001> see <http://hostile.example.net|our safe page> ```end``` **bold** \u202Egpj.exe',
        severity: 'High',
        confidence: 'High',
        sourceUri: 'javascript:alert(1)',
      },
    },
    sightings: {
      'Example Threat Feed': [
        {
          title: '</title><script>alert(1)</script> [click](http://hostile.example.net)',
          count: 1,
          ago: 3_600_000,
          relations: [
            {
              relation: 'Redirects_To',
              source: { type: 'domain', value: 'hostile.example.net' },
              related: { type: 'url', value: 'http://hostile.example.net/?a=<!everyone>' },
            },
          ],
        },
      ],
    },
    pivots: [
      { module: 'Example Threat Feed', title: 'Open <!here>', description: 'script', url: 'javascript:alert(1)' },
      {
        module: 'Example Threat Feed',
        title: 'Plain http',
        description: 'not encrypted',
        url: 'http://hostile.example.net/',
      },
      {
        module: 'Example Threat Feed',
        title: 'Looks like Cisco',
        description: 'user info in front of the host',
        url: 'https://www.cisco.com@hostile.example.net/',
      },
    ],
  },
];
