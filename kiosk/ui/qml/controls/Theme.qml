pragma Singleton
pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen

// Sizes in millimetres, colours by use. Contrast of text to its ground is at least 7:1, high contrast 15:1.
QtObject {
    id: theme

    property bool largeText: false
    property bool highContrast: false

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
    readonly property int slide: moving ? 200 : 0

    readonly property color ground: highContrast ? "#ffffff" : "#f6f4ee"
    readonly property color card: "#ffffff"
    readonly property color ink: highContrast ? "#000000" : "#14232d"
    readonly property color soft: highContrast ? "#000000" : "#3a4a55"
    readonly property color line: highContrast ? "#000000" : "#7a8891"
    readonly property color faint: highContrast ? "#8a8a8a" : "#d9dcd8"
    readonly property color brand: highContrast ? "#00222c" : "#0b4757"
    readonly property color brandDown: highContrast ? "#000000" : "#062f3a"
    readonly property color brandLine: highContrast ? "#ffffff" : "#5f8b97"
    readonly property color light: "#ffffff"
    readonly property color tint: highContrast ? "#ffffff" : "#e4eef0"
    readonly property color tintDown: highContrast ? "#dedede" : "#c7dde1"
    readonly property color lamp: highContrast ? "#ffffff" : "#c69a3f"
    readonly property color gold: highContrast ? "#000000" : "#c69a3f"
    readonly property color off: highContrast ? "#dedede" : "#e6e6e1"
    readonly property color offInk: highContrast ? "#000000" : "#3b474f"

    readonly property color good: highContrast ? "#00260d" : "#14532d"
    readonly property color goodGround: highContrast ? "#ffffff" : "#e6f3e9"
    readonly property color warn: highContrast ? "#2e1d00" : "#5e3c00"
    readonly property color warnGround: highContrast ? "#ffffff" : "#fdf0d2"
    readonly property color bad: highContrast ? "#470000" : "#7d1a1a"
    readonly property color badGround: highContrast ? "#ffffff" : "#fbe9e6"

    function mm(millimetres: real): real {
        return millimetres * Panel.pixelsPerMm;
    }

    function letters(capital: real): int {
        return Math.ceil(capital * Panel.pixelsPerMm / capitalShare);
    }
}
