/** What apps show for accounts without an avatar or header of their own: a missing picture breaks strict apps. */
export const defaultAvatarSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="400" height="400">
<rect width="96" height="96" fill="#2b3a42"/>
<path d="M0 96 34 34l16 26 12-18 34 54z" fill="#5c7886"/>
<path d="M34 34 22 56l12-5 9 7 3-4z" fill="#e9f0f2"/>
<circle cx="70" cy="24" r="9" fill="#f2a541"/>
</svg>
`;

export const defaultHeaderSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1500 500" width="1500" height="500">
<rect width="1500" height="500" fill="#2b3a42"/>
<path d="M0 500 320 210l170 150 240-270 250 260 160-120 360 270z" fill="#40565f"/>
<path d="M0 500 260 340l260 110 300-180 330 150 350-60v140z" fill="#5c7886"/>
<circle cx="1220" cy="110" r="46" fill="#f2a541"/>
</svg>
`;
