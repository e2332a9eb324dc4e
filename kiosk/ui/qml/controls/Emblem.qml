pragma ComponentBehavior: Bound

import QtQuick

// What a page is about, as one large drawing in a circle.
Rectangle {
    id: emblem

    property string name
    property color front: Theme.brand

    width: Theme.mm(Theme.small ? 44 : Theme.wide ? 50 : 76)
    height: width
    radius: width / 2
    color: Theme.tint

    Icon {
        anchors.centerIn: parent
        name: emblem.name
        colour: emblem.front
        side: emblem.width * 0.52
    }
}
