pragma ComponentBehavior: Bound

import QtQuick

// What a thing is called, and under it the thing itself.
Column {
    id: labelled

    property string label
    property string value
    property real capital: Theme.body

    spacing: Theme.mm(1)

    Words {
        width: parent.width
        text: labelled.label
        color: Theme.soft
    }

    Words {
        width: parent.width
        text: labelled.value
        capital: labelled.capital
        heavy: true
    }
}
