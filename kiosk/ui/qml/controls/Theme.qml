pragma Singleton
pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// Sizes in millimetres, colours by use. Contrast of text to its ground is at least 7:1, high contrast 15:1.
// By night the grounds are dark and the brand is the light one.
QtObject {
    id: theme

    property bool largeText: false
    property bool highContrast: false
    property bool night: false

    readonly property bool wide: Panel.wide
    readonly property bool small: Panel.small
    readonly property bool moving: Panel.moving

    // capital heights of the bundled face are 0.74 of its size
    readonly property real capitalShare: 0.74
    readonly property var capitals: largeText ? Panel.largeText : Panel.text
    readonly property string face: "Be Vietnam Pro"

    readonly property real fine: capitals.fine
    readonly property real body: capitals.body
    readonly property real strong: capitals.strong
    readonly property real title: capitals.title
    readonly property real display: capitals.display

    readonly property real touch: mm(Panel.touch)
    readonly property real gap: mm(small ? 3 : 5)
    readonly property real pad: mm(small ? 4 : 6)
    readonly property real margin: mm(Panel.margin)
    readonly property real radius: mm(small ? 2.5 : 3.5)
    readonly property real hairline: Math.max(1, Math.round(mm(0.35)))
    readonly property real edge: Math.max(2, Math.round(mm(0.6)))
    readonly property real icon: mm(small ? 8 : 11)
    readonly property int slide: moving ? 100 : 0

    readonly property color ground: highContrast ? "#ffffff" : night ? "#0f171b" : "#f6f4ee"
    readonly property color card: night && !highContrast ? "#182329" : "#ffffff"
    readonly property color ink: highContrast ? "#000000" : night ? "#f5f2ea" : "#14232d"
    readonly property color soft: highContrast ? "#000000" : night ? "#cfd8dc" : "#3a4a55"
    readonly property color line: highContrast ? "#000000" : night ? "#8b9aa2" : "#7a8891"
    readonly property color faint: highContrast ? "#8a8a8a" : night ? "#33424a" : "#d9dcd8"
    readonly property color brand: highContrast ? "#00222c" : night ? "#9fd8e6" : "#0b4757"
    readonly property color band: night && !highContrast ? "#0b3440" : brand
    readonly property color bandInk: "#ffffff"
    readonly property color brandDown: highContrast ? "#000000" : night ? "#d5f1f7" : "#062f3a"
    readonly property color brandLine: highContrast ? "#ffffff" : "#5f8b97"
    readonly property color light: night && !highContrast ? "#06222b" : "#ffffff"
    readonly property color tint: highContrast ? "#ffffff" : night ? "#132a32" : "#e4eef0"
    readonly property color tintDown: highContrast ? "#dedede" : night ? "#1f3f4a" : "#c7dde1"
    readonly property color lamp: highContrast ? "#ffffff" : night ? "#5e4300" : "#d8b057"
    readonly property color gold: highContrast ? "#000000" : "#c69a3f"
    readonly property color off: highContrast ? "#dedede" : night ? "#26323a" : "#e6e6e1"
    readonly property color offInk: highContrast ? "#000000" : night ? "#b6c1c7" : "#3b474f"

    readonly property color good: highContrast ? "#00260d" : night ? "#7fe3a4" : "#14532d"
    readonly property color goodGround: highContrast ? "#ffffff" : night ? "#0e2a1a" : "#e6f3e9"
    readonly property color warn: highContrast ? "#2e1d00" : night ? "#ffd27a" : "#5e3c00"
    readonly property color warnGround: highContrast ? "#ffffff" : night ? "#2f2409" : "#fdf0d2"
    readonly property color bad: highContrast ? "#470000" : night ? "#ffa79e" : "#7d1a1a"
    readonly property color badGround: highContrast ? "#ffffff" : night ? "#3a1614" : "#fbe9e6"

    function mm(millimetres: real): real {
        return millimetres * Panel.pixelsPerMm;
    }

    function letters(capital: real): int {
        return Math.ceil(capital * Panel.pixelsPerMm / capitalShare);
    }
}
