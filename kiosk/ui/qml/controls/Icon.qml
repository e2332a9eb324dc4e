pragma ComponentBehavior: Bound

import QtQuick

// A line drawing in one colour; decoration beside words, so it is silent.
Image {
    id: icon

    property string name
    property color colour: Theme.brand
    property real side: Theme.icon

    width: side
    height: side
    sourceSize: Qt.size(Math.ceil(side), Math.ceil(side))
    source: name ? "image://icons/" + name + "/" + colour.toString().slice(1) : ""
    visible: name !== ""
    cache: true
    Accessible.ignored: true
}
