// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ICredentials
/// @notice On which days a provider is credentialed. Days count from 0001-01-01, which is day 1; spans are half-open.
interface ICredentials {
    /// @notice What an authority records. Each kind is recorded and revoked by the holders of one role of the system.
    enum Kind {
        Licence, // LICENSOR
        Enrolment, // PROVIDER_ENROLLER
        Exclusion // EXCLUDER
    }

    /// @notice What an authority has recorded. Nothing of it changes but `revokedFromDay`, and that only downwards.
    struct Record {
        uint24 startDay;
        uint24 endDay; // type(uint24).max: open
        uint24 revokedFromDay; // the record does not count from this day on; zero: not revoked
        bytes32 documentHash; // salted: says nothing without the document and its salt
    }

    /// @notice A credential of a provider counts on the days from `startDay` to before `endDay`.
    event CredentialRecorded(
        uint32 indexed provider,
        Kind indexed kind,
        uint16 indexed id,
        uint24 startDay,
        uint24 endDay,
        bytes32 documentHash,
        address recordedBy
    );
    /// @notice A credential does not count any more from a day on, which may be past.
    event CredentialRevoked(
        uint32 indexed provider,
        Kind indexed kind,
        uint16 indexed id,
        uint24 fromDay,
        bytes32 reasonHash,
        address revokedBy
    );
    /// @notice The provider was valid on these days and is not any more. What was decided on them must be reopened.
    event ValidityWithdrawn(uint32 indexed provider, uint24 fromDay, uint24 toDay);
    /// @notice The provider was not valid on these days and is now.
    event ValidityGranted(uint32 indexed provider, uint24 fromDay, uint24 toDay);

    /// @notice Records a licence, an enrolment or an exclusion of a provider. Records of a kind may overlap.
    ///
    /// @dev Emits {CredentialRecorded}, then {ValidityWithdrawn} or {ValidityGranted} for each span of days that an
    /// exclusion took away or another kind gave.
    ///
    /// Requirements:
    /// - The sender must hold the kind's role, else {Errors.RoleMissing}.
    /// - The provider must be registered, else {Errors.ProviderNotFound}.
    /// - The span must not be empty nor start before day 1, else {Errors.SpanInvalid}.
    /// - The provider must have fewer than {MAX_RECORDS} of the kind, else {Errors.CredentialsExceeded}.
    /// - `id` must be the provider's last of the kind plus one, else {Errors.CredentialIdInvalid}.
    /// - The provider must not come to be valid in more than five spans, else {Errors.EffectiveSpansExceeded}.
    ///
    /// @param id Counts from 1, for each provider and kind.
    /// @param content Its `revokedFromDay` is not read.
    function record(uint32 provider, Kind kind, uint16 id, Record calldata content) external;

    /// @notice Revokes a record from a day on, also a day in the past. On or before its first day: as if it never was.
    ///
    /// @dev Emits {CredentialRevoked}, then {ValidityWithdrawn} or {ValidityGranted} for each span of days that the
    /// revocation took away or, of an exclusion, gave back.
    ///
    /// Notes:
    /// - It may be revoked again from an earlier day; never from a later one.
    /// - Any holder of the kind's role may: the authority's key may have changed.
    ///
    /// Requirements:
    /// - The sender must hold the kind's role, else {Errors.RoleMissing}.
    /// - The provider must have the record, else {Errors.CredentialNotFound}.
    /// - `fromDay` must not be zero, and must be before the record's end or the day from which it is revoked, else
    ///   {Errors.RevocationInvalid}.
    /// - The provider must not come to be valid in more than five spans, else {Errors.EffectiveSpansExceeded}.
    ///
    /// @param reasonHash Salted, as a record's document hash.
    function revoke(uint32 provider, Kind kind, uint16 id, uint24 fromDay, bytes32 reasonHash) external;

    /// @notice The most records of a kind that a provider may have.
    function MAX_RECORDS() external view returns (uint256);

    /// @notice The spans in which a provider is valid: licensed and enrolled, and not excluded.
    /// @return word As in contracts/DESIGN.md section 2; zero where there is none.
    function validityOf(uint32 provider) external view returns (uint256 word);

    /// @notice Whether a provider is valid on a day, by what is known now.
    function isValidOn(uint32 provider, uint24 day) external view returns (bool);

    /// @notice What is kept of a record. Reverts with {Errors.CredentialNotFound} when there is none.
    function recordOf(uint32 provider, Kind kind, uint16 id) external view returns (Record memory);

    /// @notice How many records of a kind a provider has; the id of the last one.
    function recordCountOf(uint32 provider, Kind kind) external view returns (uint16);
}
