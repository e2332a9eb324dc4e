pragma Singleton

import QtQuick

// Colours by use and sizes in pixels of a desktop.
QtObject {
    readonly property string face: "Be Vietnam Pro"
    readonly property int small: 11
    readonly property int normal: 13
    readonly property int strong: 15

    readonly property int gap: 8
    readonly property int pad: 10
    readonly property int control: 28
    readonly property int radius: 5

    readonly property color ground: "#e9ecef"
    readonly property color card: "#ffffff"
    readonly property color frame: "#24333d"
    readonly property color frameText: "#ffffff"
    readonly property color frameSoft: "#b9c6cd"
    readonly property color ink: "#1b2730"
    readonly property color soft: "#566570"
    readonly property color line: "#cbd3d8"
    readonly property color raised: "#f3f5f6"
    readonly property color pressed: "#dbe2e6"
    readonly property color chosen: "#0b5a6e"
    readonly property color chosenGround: "#dceef2"
    readonly property color good: "#1d6b41"
    readonly property color open: "#b35c00"
    readonly property color openGround: "#ffedd2"
    readonly property color bad: "#a52a20"
    readonly property color badGround: "#fbe5e2"
    readonly property color tray: "#3a4248"
}
