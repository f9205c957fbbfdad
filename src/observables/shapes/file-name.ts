/** File endings that Windows runs, or that carry what it runs. Scripts of ordinary code talk (`.py`, `.sh`, `.js`) are not among them. */
const EXECUTABLE = new Set(
  'exe dll scr pif bat cmd ps1 psm1 vbs vbe jse wsf wsh hta lnk msi msp cpl ocx sys efi drv docm dotm xlsm xltm xlam pptm ppam chm iso img vhd vhdx apk'.split(
    ' ',
  ),
);

/** Whether the lower-case ending (without its dot) is that of an executable file. */
export function isExecutableEnding(ending: string): boolean {
  return EXECUTABLE.has(ending);
}
