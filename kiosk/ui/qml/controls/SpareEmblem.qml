pragma ComponentBehavior: Bound

import QtQuick

// An emblem in the middle of what a page leaves free, where that is enough for one.
Emblem {
    id: emblem

    property real above: 0
    property real below: parent?.height ?? 0
    readonly property real spare: below - above

    x: ((parent?.width ?? 0) - width) / 2
    y: above + (spare - height) / 2
    width: Math.max(0, Math.min(spare * 0.6, Theme.mm(76)))
    visible: name !== "" && width > Theme.mm(30)
}
